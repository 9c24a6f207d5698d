const MANIFESTS = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
].join(", ");

/**
 * The digest of the manifest that a registry on this machine has under a name and tag; undefined where it has none (OCI distribution
 * specification, "Checking if content exists in the registry").
 *
 * @throws where the registry does not answer
 */
export async function digestOf(registry: string, name: string, tag: string): Promise<string | undefined> {
  const answer = await fetch(`http://${registry}/v2/${name}/manifests/${tag}`, {
    method: "HEAD",
    headers: { accept: MANIFESTS },
  });
  return answer.ok ? (answer.headers.get("docker-content-digest") ?? undefined) : undefined;
}
