// Package ext has the two empty types that Traefik's configuration embeds from a module which is not published.
package ext

type (
	HTTP   struct{}
	Router struct{}
)
