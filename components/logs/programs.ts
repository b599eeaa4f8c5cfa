/** The two programs that no Debian has: `make log-tools` lays each into the context of its image. Pure. */
import { join } from "node:path/posix";
import { logWatchers } from "../../station-inventory/names";

export interface LogProgram {
  name: string;
  /** Name of its image. */
  image: string;
  /** Folder with the image's Dockerfile, and with the program once it was brought; relative to the repository root. */
  context: string;
}

const program = (name: string, image: string): LogProgram => ({
  name,
  image,
  context: `components/logs/${image}-image`,
});

export const logPrograms = [
  program("victoria-logs", logWatchers.store),
  program("vlagent", logWatchers.collector),
] as const;

export const programPath = ({ context, name }: LogProgram): string => join(context, name);
