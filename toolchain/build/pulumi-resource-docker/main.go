// The Docker plugin for machines that reach package registries only: the upstream Terraform provider, bridged to
// Pulumi with the names that the npm package @pulumi/docker uses. Only the resources that Airpath declares are mapped;
// any other type is refused by Pulumi by name.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// Set by the linker to the version of the npm package, so that the CLI accepts this plugin for it.
var version = "0.0.0"

// Node programs never ask for the schema; the bridge only needs one that parses.
const schema = `{"name":"docker"}`

// Terraform's singular or plain words, where the npm package has others; the rest is camelCased and pluralised.
func renames(pairs ...string) map[string]*tfbridge.SchemaInfo {
	fields := map[string]*tfbridge.SchemaInfo{}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i]] = &tfbridge.SchemaInfo{Name: pairs[i+1]}
	}
	return fields
}

func dockerProvider() tfbridge.ProviderInfo {
	image := renames("name", "name")
	image["build"] = &tfbridge.SchemaInfo{Elem: &tfbridge.SchemaInfo{
		Fields: renames("path", "context", "tag", "tags", "build_arg", "buildArgs"),
	}}
	info := tfbridge.ProviderInfo{
		P:    shimv2.NewProvider(provider.New(version)()),
		Name: "docker",
		Config: map[string]*tfbridge.SchemaInfo{
			"host": {Default: &tfbridge.DefaultInfo{Value: "unix:///var/run/docker.sock", EnvVars: []string{"DOCKER_HOST"}}},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_container": {
				Tok: token("container", "Container"),
				// Two containers cannot share a name or a host port.
				DeleteBeforeReplace: true,
				Fields:              renames("command", "command", "networks_advanced", "networksAdvanced"),
			},
			"docker_image":   {Tok: token("remoteImage", "RemoteImage"), Fields: image},
			"docker_network": {Tok: token("network", "Network")},
			"docker_volume":  {Tok: token("volume", "Volume")},
		},
	}
	info.SetAutonaming(255, "-")
	return info
}

func token(module, name string) tokens.Type {
	return tokens.Type("docker:index/" + module + ":" + name)
}

// fieldNames maps each Pulumi name to nil, or to its own fields where it is a block.
func fieldNames(schema shim.SchemaMap, infos map[string]*tfbridge.SchemaInfo) map[string]any {
	names := map[string]any{}
	schema.Range(func(key string, field shim.Schema) bool {
		var nested any
		if block, ok := field.Elem().(shim.Resource); ok {
			var blockInfos map[string]*tfbridge.SchemaInfo
			if info := infos[key]; info != nil && info.Elem != nil {
				blockInfos = info.Elem.Fields
			}
			nested = fieldNames(block.Schema(), blockInfos)
		}
		names[tfbridge.TerraformToPulumiNameV2(key, schema, infos)] = nested
		return true
	})
	return names
}

// printFields writes the names that this plugin accepts, as JSON by resource: fields.json is its committed output,
// and a Jest test holds it against the npm package's declarations.
func printFields(info tfbridge.ProviderInfo) error {
	resources := map[string]any{}
	for terraformName, resource := range info.Resources {
		upstream := info.P.ResourcesMap().Get(terraformName)
		resources[string(resource.Tok)] = fieldNames(upstream.Schema(), resource.Fields)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(resources)
}

func main() {
	info := dockerProvider()
	info.Version = version
	if len(os.Args) == 2 && os.Args[1] == "-fields" {
		if err := printFields(info); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	tfbridge.Main("docker", version, info, []byte(schema))
}
