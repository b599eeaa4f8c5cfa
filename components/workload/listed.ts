import * as pulumi from "@pulumi/pulumi";
import type { Connection, Image, Job, Runtime, Workload } from "./workload";

/** A runtime that runs nothing, and tells what would run: for tests, and for what is asked of a platform beforehand. */
export class ListedRuntime implements Runtime {
  readonly workloads: Workload[] = [];
  readonly jobs: Job[] = [];
  connections: readonly Connection[] = [];

  image(): Image {
    return { name: pulumi.output("image"), reference: pulumi.output("image"), contentHash: "1" };
  }

  run(workload: Workload): pulumi.Resource {
    this.workloads.push(workload);
    return new pulumi.ComponentResource("airpath:workload:Listed", workload.name);
  }

  job(job: Job): pulumi.Output<pulumi.Resource> {
    this.jobs.push(job);
    return pulumi.output(new pulumi.ComponentResource("airpath:workload:Listed", job.name) as pulumi.Resource);
  }

  connect(connections: readonly Connection[]): void {
    this.connections = connections;
  }
}
