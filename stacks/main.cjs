// Pulumi's Node host loads plain JavaScript; tsx takes TypeScript from here on, whichever host runs this.
require("tsx/cjs");
module.exports = require("./main.ts").program;
