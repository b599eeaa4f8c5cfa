import { overview } from "./support/overview";
import { stackOutputs } from "./support/pulumi";
import { passphrases } from "./support/passphrases";
import { columns, dim, print } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const info: Verb = {
  summary: "print the table of stations and addresses, without probing; SECRETS=1 adds SRT passphrases",
  onDockerOnly: true,
  help: `  SECRETS=1     also print each SRT input's passphrase: for studios that call
  STATION=id    of this station only
  STACK=local   the stack`,
  run: async (args) => {
    positionals(args, 0);
    const all = await stackOutputs();
    const outputs = {
      ...all,
      stations: all.stations.filter(({ station }) => !process.env.STATION || station === process.env.STATION),
    };
    for (const line of overview(outputs)) print(line);
    if (!process.env.SECRETS) return 0;
    print();
    print(`SRT passphrases ${dim("(caller mode, AES-128 or stronger; keep them as secrets)")}`);
    for (const line of columns(await passphrases(outputs.stations.map(({ station }) => station)))) print(`  ${line}`);
    return 0;
  },
};
