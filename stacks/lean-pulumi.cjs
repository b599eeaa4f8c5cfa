// What Pulumi would serialise functions with; there are none here, and it is 1.4 s of loading, which comes with Pulumi's own package.
const { dirname } = require("node:path");
const paths = [dirname(require.resolve("@pulumi/pulumi"))];
for (const unused of ["@npmcli/arborist", "./typescript-shim"]) {
  const filename = require.resolve(unused, { paths });
  require.cache[filename] ??= { id: filename, filename, loaded: true, exports: {} };
}
