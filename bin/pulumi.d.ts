/** Runs the program beside the definition: the `main` of a project's Pulumi.yaml. */
export default function main(): Promise<void>;
