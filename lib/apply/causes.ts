import type { Problem } from "../core/problem.ts";

/** A failure of Pulumi, its provider or the Docker Engine that users meet, and what to do about it. */
export interface Cause {
  /** Default: HL742. */
  readonly code?: Problem["code"];
  /** What is said of it; its groups are given to the functions. */
  readonly sign: RegExp;
  /** Default: what cannot be done, and why in the words of whoever said it. */
  readonly message?: (name: string, ...groups: readonly string[]) => string;
  readonly fix: string | ((name: string, ...groups: readonly string[]) => string);
}

/** A host port that could not be had, as engines of different versions say it (moby: bridge driver, port mapper, proxy). */
const takenPort =
  /(?:Bind for (\S+) failed: port is already allocated|listen (?:tcp|udp)\w* (\S+): bind: address already in use|failed to bind host port (?:for )?(\S+?)(?::[\d.]+:\d+)?\/(?:tcp|udp): address already in use)/;

/** What the engine or the provider says of one container, network, volume or image. The first that fits is taken. */
export const causes: readonly Cause[] = [
  {
    sign: /Error pinging Docker server.*?Error: (.*)$|Cannot connect to the Docker daemon( at \S+)/,
    message: (_, ...[ping, socket = ""]) => `Pulumi does not reach the Docker Engine${ping ? `: ${ping}` : socket}`,
    fix: "start it, or name another by DOCKER_HOST or `pulumi config set docker:host`; `homelab setup` shows what is missing",
  },
  {
    sign: takenPort,
    message: (name, ...ports) =>
      `the container ${name} cannot have the host port ${ports.find((port) => port)}: another process or container has it`,
    fix: "end that one (`ss -ltnp` and `docker ps` show whose it is), or publish another port; then run it again",
  },
  {
    sign: /listen (?:tcp|udp)\w* (\S+): bind: (?:permission denied|cannot assign requested address)/,
    message: (name, address = "") =>
      `the container ${name} cannot have the host port ${address}: the host has no such address, or does not permit it`,
    fix: "set `hostIp` to an address of the host (`ip addr` lists them), or leave it out",
  },
  {
    sign: /container name "\/?([^"]+)" is already in use by container "?(\w{12})/,
    message: (name, ...[taken = name, id]) => `the name ${taken} is taken by another container (${id})`,
    fix: (name, taken = name) =>
      `see whose it is (\`docker inspect ${taken}\`), and rename or remove it; then run it again`,
  },
  {
    sign: /has active endpoints|waiting for state to become 'removed'/,
    message: (name) => `the network ${name} cannot be removed: a container that is not this homelab's is on it`,
    fix: (name) =>
      `see which (\`docker network inspect ${name}\`), take it off (\`docker network disconnect ${name} CONTAINER\`), then run it again`,
  },
  {
    sign: /Pool overlaps with other one|invalid pool request/i,
    message: (name) =>
      `the network ${name} cannot be created: another network of the host has its subnet, or a part of it`,
    fix: "set another `subnet`; `docker network inspect $(docker network ls --quiet)` shows those that are taken",
  },
  {
    sign: /non-overlapping IPv[46] address pool|predefined address pools have been fully subnetted/i,
    message: (name) => `the network ${name} cannot be created: the Docker Engine has no free subnet left`,
    fix: "remove unused networks (`docker network prune`), or give the engine more: `default-address-pools` in /etc/docker/daemon.json",
  },
  {
    sign: /Address already in use|no configured subnet (?:or ip-range )?contains? the IP address (\S+)/i,
    message: (name, address) =>
      address
        ? `the container ${name} cannot have the address ${address}: it is in no subnet of the network`
        : `the container ${name} cannot have its fixed address: another container has it`,
    fix: "set an address of the network's subnet that no other container has",
  },
  {
    sign: /network with name (\S+) already exists|networks have same bridge name/,
    fix: "rename it, or remove the other one (`docker network ls`)",
  },
  {
    sign: /network (\S+) not found/,
    fix: (_, network = "") =>
      `create it (\`docker network create ${network}\`), or name one that exists: \`docker network ls\``,
  },
  {
    sign: /unable to pull image|pull access denied|manifest unknown|manifest for \S+ not found/,
    fix: "see that its registry answers and has the image (`docker pull` it), log in where it is private (`docker login`), then run it again",
  },
  {
    sign: /no space left on device|disk quota exceeded/i,
    fix: "free disk space on the Docker host: `df -h`, `docker system df`, `docker image prune`",
  },
  {
    sign: /exec: "([^"]*)": (?:executable file not found|stat \S+: no such file)|exec ([^ :]+): no such file or directory/,
    fix: (_, ...programs) =>
      `the image has no program ${programs.find((one) => one)}: correct \`command\` or \`entrypoint\``,
  },
  {
    sign: /exec:? "?([^" ]+)"?: (?:permission denied|is a directory)/,
    fix: (_, program = "") =>
      `${program} is no program, or may not be executed: correct \`command\` or \`entrypoint\`, or its mode (\`chmod +x\`)`,
  },
  {
    sign: /exec format error/,
    fix: "the image is made for another processor: take one for this host's (`docker image inspect` shows its architecture)",
  },
  {
    sign: /Cannot mkdir: (\S+) is not a directory|chdir to cwd \("?([^")]+)"?\)/,
    fix: (_, ...paths) => `${paths.find((one) => one)} is no folder that can be worked in: correct \`workingDir\``,
  },
  {
    sign: /bind source path does not exist: (\S+)/,
    fix: (_, path = "") => `create it on the host (\`mkdir -p ${path}\`), or correct the \`bind\` of the volume`,
  },
  {
    sign: /mount(?:ing)? .*not a directory/i,
    fix: "a file is mounted on a folder, or a folder on a file; where the file of the host was missing, Docker made a folder of its name: remove that, and correct `bind` and `target`",
  },
  {
    sign: /failed to mount local volume|error while mounting volume/i,
    fix: "see that the volume's device, server or folder is there and that the host can mount it (`docker volume inspect`, `dmesg`)",
  },
  {
    sign: /error gathering device information while adding custom device "([^"]+)"/,
    fix: (_, device = "") =>
      `the host has no device ${device}: see \`ls -l ${device}\`, load its driver, or take it out of \`devices\``,
  },
  {
    sign: /could not select device driver/,
    fix: "install the driver's container toolkit on the host (NVIDIA: nvidia-container-toolkit), or take out `gpus`",
  },
  {
    sign: /unknown or invalid runtime name|unknown runtime/i,
    fix: "install the runtime on the host (`docker info` lists those it has), or correct `runtime`",
  },
  {
    sign: /unable to find (?:user|group) (\S+?):/i,
    fix: "the image has no such user or group: set its number (`1000:1000`)",
  },
  {
    sign: /unknown capability|invalid Cap(?:Add|Drop)/i,
    fix: "correct `capAdd` or `capDrop`: capabilities(7) lists the names",
  },
  { sign: /apparmor|seccomp/i, fix: "load the profile on the host, or correct `securityOpt`" },
  {
    sign: /\/proc\/sys\/(\S+?):|sysctl .*not (?:allowed|permitted|in a separate)/i,
    fix: "the host does not have or permit this setting in a container: correct `sysctls`",
  },
  { sign: /setting rlimit/i, fix: "the limit is above what the host permits: lower `ulimits`" },
  {
    sign: /Range of CPUs|CPUs are not available|Minimum memory limit|memory limit should be|memory reservation/i,
    fix: "set `cpus`, `cpuset` or `memLimit` to what this host has and Docker permits",
  },
  {
    sign: /logging (?:plugin|driver)|log opt|logger: no log driver/i,
    fix: "correct `logging`: `docker info` lists the host's drivers",
  },
  { sign: /sethostname/, fix: "shorten `hostname` to at most 63 characters" },
  { sign: /invalid tmpfs option/i, fix: "correct the options of `tmpfs`" },
  {
    sign: /plugin "?([^" ]+)"? not found|volume plugin (\S+)/,
    fix: (_, ...names) =>
      `install the plugin ${names.find((one) => one)} (\`docker plugin install\`), or correct \`driver\``,
  },
  {
    sign: /No such container: (\S+)/,
    fix: "the container whose network or processes it joins is not there: run it again",
  },
  {
    sign: /marked for removal|is not running/i,
    fix: "the container that it joins does not run: fix that one, and run it again",
  },
  {
    sign: /context deadline exceeded|i\/o timeout|connection (?:refused|reset)|broken pipe/i,
    fix: "see that the Docker Engine answers (`docker info`), and run it again",
  },
  {
    sign: /permission denied/i,
    fix: "grant the Docker Engine access to what is named, on the host; then run it again",
  },
];

/** What Pulumi itself says of its state, its program or its tools. */
export const pulumiCauses: readonly Cause[] = [
  {
    code: "HL774",
    sign: /incorrect passphrase/,
    message: () => "Pulumi's state is encrypted with another passphrase than the one that was given",
    fix: "unset PULUMI_CONFIG_PASSPHRASE and PULUMI_CONFIG_PASSPHRASE_FILE, so that the one in the secrets store is used; or set the one that the state was made with",
  },
  {
    code: "HL774",
    sign: /unable to read PULUMI_CONFIG_PASSPHRASE_FILE: (.*)|passphrase must be set/,
    message: (_, reason) => `the passphrase of Pulumi's state cannot be read${reason ? `: ${reason}` : ""}`,
    fix: "unset PULUMI_CONFIG_PASSPHRASE_FILE, so that the one in the secrets store is used, or have it name a file that you can read",
  },
  {
    code: "HL775",
    sign: /failed to load checkpoint: (.*)|snapshot integrity|could not deserialize|unmarshal.*(?:deployment|checkpoint)/,
    message: (_, reason) => `Pulumi's state is damaged${reason ? `: ${reason}` : ""}`,
    fix: "put the newest file of `.pulumi/backups` that is whole in the place of the one in `.pulumi/stacks`; or move that away, and `homelab up` takes over what runs",
  },
  {
    code: "HL775",
    sign: /(\S*\.pulumi\S*|\S*Pulumi\.\S*yaml)"?: permission denied|permission denied.*\.pulumi/,
    message: (_, path) => `Pulumi's state cannot be read or written${path ? `: ${path}` : ""}`,
    fix: "it probably belongs to root since a run with sudo: `sudo chown -R $USER .pulumi Pulumi.*.yaml` in the project's folder",
  },
  {
    code: "HL775",
    sign: /no space left on device|disk quota exceeded|read-only file system/i,
    message: () => "Pulumi's state cannot be written: the disk is full or read-only",
    fix: "make room in the project's folder (`df -h .`), then run it again: what is done stays done",
  },
  {
    sign: /reading from server: EOF|Cannot find (?:module|package)|error: could not locate|failed to load language plugin/,
    message: () => "Pulumi could not run the project's program: most likely its npm packages are missing",
    fix: "run `npm install` in the project's folder, then try again",
  },
  {
    sign: /no resource plugin|plugin .* (?:not found|exited prematurely)|could not (?:load|start) plugin/,
    message: () => "Pulumi's docker provider is missing or does not start",
    fix: "run `homelab setup`, which finds or fetches it",
  },
];
