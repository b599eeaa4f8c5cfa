// The Kubernetes plugin for machines that reach package registries only: Pulumi's own provider, of the newest release whose module the proxy serves.
package main

import (
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// Set by the linker to the version of the npm package, so that the CLI accepts this plugin for it.
var version = "0.0.0"

// Node programs never ask for the schema, nor for the mapping from Terraform's names. What does need it, `pulumi import`, this plugin cannot.
const schema = `{"name":"kubernetes"}`

func main() {
	provider.Serve("kubernetes", version, []byte(schema), []byte("{}"))
}
