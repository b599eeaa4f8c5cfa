// Pulumi's Node host loads plain JavaScript; tsx takes TypeScript from here on, as in stacks/main.cjs.
require("tsx/cjs");
require("./pack.ts");
