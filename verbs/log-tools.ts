import { logTools } from "../toolchain/log-tools";
import { print } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const logToolsVerb: Verb = {
  summary: "bring what keeps logs, for the setting airpath:logs; about 2 minutes, once",
  help: `Builds VictoriaLogs and its collector from their Go module, keeps them in the tool cache, and lays them where their images are built.
Then: pulumi config set --path airpath:logs.days 14, and make start; docs/decisions/logs.md tells what is kept, and how one asks.`,
  run: async (args) => {
    positionals(args, 0);
    await logTools();
    print("then: pulumi config set --path airpath:logs.days 14; make start");
    return 0;
  },
};
