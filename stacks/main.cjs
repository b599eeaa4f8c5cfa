// Pulumi's Node host loads plain JavaScript; tsx takes TypeScript from here on, whichever host runs this.
require("tsx/cjs");
require("./lean-pulumi.cjs");
// It takes a stack trace for each promise, to name one that never ends: a quarter of the program's time.
const debuggable = require("@pulumi/pulumi/runtime/debuggable");
const { debuggablePromise } = debuggable;
debuggable.debuggablePromise = (...args) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(...args);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
const { program } = require("./main.ts");
// Pulumi takes a stack trace for each promise. The Node host's ts-node maps each to sources, and so does Node for tsx: half of the time that the
// program takes, for nothing. What ends the program is mapped all the same.
Error.prepareStackTrace = undefined;
process.setSourceMapsEnabled(false);
for (const end of ["uncaughtException", "unhandledRejection"])
  process.prependListener(end, () => process.setSourceMapsEnabled(true));
// Pulumi writes down with each resource every place in the program that led to it, by this machine's paths: a tenth of the state, which it writes anew at
// each step. Whoever looks for a resource finds it by its name.
require("@pulumi/pulumi").Resource.stackTrace = () => [];
module.exports = program;
