// Pulumi's Node host loads plain JavaScript; tsx takes TypeScript from here on, whichever host runs this.
require("tsx/cjs");
const { program } = require("./main.ts");
// Pulumi takes a stack trace for each promise. The Node host's ts-node maps each to sources, and so does Node for tsx: half of the time that the
// program takes, for nothing. What ends the program is mapped all the same.
Error.prepareStackTrace = undefined;
process.setSourceMapsEnabled(false);
for (const end of ["uncaughtException", "unhandledRejection"])
  process.prependListener(end, () => process.setSourceMapsEnabled(true));
module.exports = program;
