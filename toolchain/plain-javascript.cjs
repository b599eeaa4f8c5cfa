// The Node host that is built from modules is older than `typescript: false` in Pulumi.yaml and asks for the compiler all the same, which is loaded before the
// program is: 0.6 s of CPU at each preview and up, for a program that loads TypeScript by itself.
delete process.env.PULUMI_NODEJS_TYPESCRIPT;
