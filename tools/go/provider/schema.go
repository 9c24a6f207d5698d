package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
)

// object is one object of the JSON that a Pulumi package schema is written in.
type object = map[string]any

// packageSchema says what the provider takes: every resource's and function's inputs, with their types, as
// `pulumi package get-schema` prints them. It is computed from what the bridge serves, so it cannot differ from it; the
// bridge's own generator would say more (outputs, texts), at the price of four hundred more Go packages.
func packageSchema(info tfbridge.ProviderInfo) object {
	types, resources, functions := object{}, object{}, object{}
	add := func(token string, properties shim.SchemaMap, fields map[string]*tfbridge.SchemaInfo) object {
		shape := inputs(types, token, properties, fields)
		shape["type"] = "object"
		return shape
	}
	for key, resource := range info.Resources {
		shape := add(resource.Tok.String(), info.P.ResourcesMap().Get(key).Schema(), resource.Fields)
		resources[resource.Tok.String()] = object{"inputProperties": shape["properties"], "requiredInputs": shape["required"]}
	}
	for key, function := range info.DataSources {
		shape := add(function.Tok.String(), info.P.DataSourcesMap().Get(key).Schema(), function.Fields)
		functions[function.Tok.String()] = object{"inputs": shape}
	}
	config := add(name+":index/config:config", info.P.Schema(), info.Config)
	return object{
		"name":      name,
		"version":   version,
		"config":    object{"variables": config["properties"]},
		"provider":  object{"inputProperties": config["properties"]},
		"types":     types,
		"resources": resources,
		"functions": functions,
	}
}

// inputs describes the properties that a user may set; the objects among them are added to types, named after their place.
func inputs(types object, token string, schemas shim.SchemaMap, fields map[string]*tfbridge.SchemaInfo) object {
	properties, required := object{}, []string{}
	schemas.Range(func(key string, schema shim.Schema) bool {
		if !schema.Optional() && !schema.Required() {
			return true
		}
		field := fields[key]
		property := tfbridge.TerraformToPulumiNameV2(key, schemas, fields)
		properties[property] = typeOf(types, token+"/"+property, schema, field)
		autonamed := field != nil && field.Default != nil && field.Default.AutoNamed
		if schema.Required() && !autonamed {
			required = append(required, property)
		}
		return true
	})
	return object{"properties": properties, "required": required}
}

func typeOf(types object, token string, schema shim.Schema, field *tfbridge.SchemaInfo) object {
	switch schema.Type() {
	case shim.TypeBool:
		return object{"type": "boolean"}
	case shim.TypeInt:
		return object{"type": "integer"}
	case shim.TypeFloat:
		return object{"type": "number"}
	case shim.TypeList, shim.TypeSet:
		item := element(types, token, schema, field)
		if tfbridge.IsMaxItemsOne(schema, field) {
			return item
		}
		return object{"type": "array", "items": item}
	case shim.TypeMap:
		return object{"type": "object", "additionalProperties": element(types, token, schema, field)}
	default:
		return object{"type": "string"}
	}
}

func element(types object, token string, schema shim.Schema, field *tfbridge.SchemaInfo) object {
	var elem *tfbridge.SchemaInfo
	if field != nil {
		elem = field.Elem
	}
	switch inner := schema.Elem().(type) {
	case shim.Schema:
		return typeOf(types, token, inner, elem)
	case shim.Resource:
		var fields map[string]*tfbridge.SchemaInfo
		if elem != nil {
			fields = elem.Fields
		}
		shape := inputs(types, token, inner.Schema(), fields)
		shape["type"] = "object"
		types[token] = shape
		return object{"$ref": "#/types/" + token}
	default:
		return object{"type": "string"}
	}
}
