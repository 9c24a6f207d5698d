/** The secret of the store that Pulumi's state is encrypted with. No construct's secret has this name. */
export const passphraseName = "HOMELAB_PULUMI_PASSPHRASE";
