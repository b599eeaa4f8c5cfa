// Pulumi's Node host loads plain JavaScript; tsx takes TypeScript from here on, whichever host runs this.
require("tsx/cjs");
// The Node host's ts-node maps every stack trace to sources, and Pulumi takes one for each promise: two seconds of a preview, for nothing.
Error.prepareStackTrace = undefined;
module.exports = require("./main.ts").program;
