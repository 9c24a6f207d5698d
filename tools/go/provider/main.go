// Command pulumi-resource-docker is the docker provider for Pulumi, made of its two published parts: the Terraform
// provider for Docker and Pulumi's Terraform bridge. It stands in for the official plugin where that cannot be had.
//
// Tokens, property names, autonaming and deleteBeforeReplace are those of @pulumi/docker 5.2; only docker.Image, which
// is not part of the Terraform provider, is missing.
//
// The module's path lies below the Terraform provider's, because the constructor is in an internal package there.
package main

import (
	"encoding/json"
	"log"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	sdkv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

const (
	name = "docker"
	// version is the one of @pulumi/docker that this provider serves.
	version = "5.2.0"
)

// named keeps a property's name, which the bridge would otherwise turn into the plural, and keeps it from being autonamed.
func named(property, pulumi string) map[string]*tfbridge.SchemaInfo {
	return map[string]*tfbridge.SchemaInfo{property: {Name: pulumi}}
}

func resource(pulumi string) *tfbridge.ResourceInfo {
	return &tfbridge.ResourceInfo{Tok: tfbridge.MakeResource(name, "index", pulumi)}
}

func function(pulumi string) *tfbridge.DataSourceInfo {
	return &tfbridge.DataSourceInfo{Tok: tfbridge.MakeDataSource(name, "index", pulumi)}
}

func providerInfo() tfbridge.ProviderInfo {
	container := resource("Container")
	container.DeleteBeforeReplace = true
	container.Fields = map[string]*tfbridge.SchemaInfo{
		"command":           {Name: "command"},
		"networks_advanced": {Name: "networksAdvanced"},
	}
	image := resource("RemoteImage")
	image.Fields = named("name", "name")

	info := tfbridge.ProviderInfo{
		P:                sdkv2.NewProvider(provider.New(version)()),
		Name:             name,
		Version:          version,
		UpstreamRepoPath: ".",
		MetadataInfo:     tfbridge.NewProviderMetadata([]byte("{}")),
		Config:           named("registry_auth", "registryAuth"),
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_buildx_builder": resource("BuildxBuilder"),
			"docker_config":         resource("ServiceConfig"),
			"docker_container":      container,
			"docker_image":          image,
			"docker_network":        resource("Network"),
			"docker_plugin":         resource("Plugin"),
			"docker_registry_image": resource("RegistryImage"),
			"docker_secret":         resource("Secret"),
			"docker_service":        resource("Service"),
			"docker_tag":            resource("Tag"),
			"docker_volume":         resource("Volume"),
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image":                    function("getRemoteImage"),
			"docker_logs":                     function("getLogs"),
			"docker_network":                  function("getNetwork"),
			"docker_plugin":                   function("getPlugin"),
			"docker_registry_image":           function("getRegistryImage"),
			"docker_registry_image_manifests": function("getRegistryImageManifests"),
		},
	}
	info.SetAutonaming(255, "-")
	return info
}

func main() {
	info := providerInfo()
	schema, err := json.Marshal(packageSchema(info))
	if err != nil {
		log.Fatal(err)
	}
	tfbridge.Main(name, version, info, schema)
}
