import { isMap, parseDocument, stringify } from 'yaml'
import { toHostname } from './name.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'

/** What cloud-init is to make of a new guest. */
export interface GuestWish {
  readonly hostname: string
  readonly instanceId: string
  readonly user: string
  /** The account's login shell, as the image has it. */
  readonly shell: string
  readonly sshKeys: readonly string[]
  /** As crypt(3) writes it; absent: no password. */
  readonly passwordHash?: string | undefined
  readonly packages: readonly string[]
  /** The image has the guest agent already; otherwise cloud-init installs it. */
  readonly hasAgent: boolean
  readonly macs: readonly string[]
  /** The user's own cloud-config or script, merged over ours. */
  readonly userData?: string | undefined
}

export interface SeedDocuments {
  readonly metaData: string
  readonly userData: string
  readonly networkConfig: string
}

type CloudConfig = Record<string, unknown>

/** The three documents of a NoCloud seed, or what is wrong with the user's part of them. */
export function seedForNewVm(wish: GuestWish): Checked<SeedDocuments> {
  const own = withUserData(newVmConfig(wish), wish.userData)
  if (!own.ok) return own
  return valid({ ...identity(wish), userData: own.value })
}

/**
 * The seed of a clone. A new instance id makes cloud-init renew host name and ssh host keys; it leaves the machine id alone, so that
 * is renewed by hand, before services ask for it again. Accounts are on the disk already.
 */
export function seedForClone(wish: Pick<GuestWish, 'hostname' | 'instanceId' | 'macs'>): SeedDocuments {
  const config: CloudConfig = {
    hostname: toHostname(wish.hostname),
    preserve_hostname: false,
    ssh_deletekeys: true,
    users: [],
    bootcmd: [['cloud-init-per', 'instance', 'kiste-machine-id', 'sh', '-c', renewMachineId]],
  }
  return { ...identity(wish), userData: cloudConfigText(config) }
}

// systemd-machine-id-setup takes the VM's UUID for it where the firmware tells it, see machine-id(5).
const renewMachineId = [
  'rm -f /etc/machine-id /var/lib/dbus/machine-id',
  'if command -v systemd-machine-id-setup >/dev/null; then systemd-machine-id-setup',
  'else tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id; fi',
  'if [ -d /run/systemd/system ]; then systemctl try-restart systemd-journald systemd-networkd; fi',
].join('; ')

function identity(wish: Pick<GuestWish, 'hostname' | 'instanceId' | 'macs'>) {
  const ethernets = Object.fromEntries(
    wish.macs.map((mac, index) => [
      `nic${index}`,
      { match: { macaddress: mac }, dhcp4: true, dhcp6: false, optional: index > 0 },
    ]),
  )
  return {
    metaData: stringify({ 'instance-id': wish.instanceId, 'local-hostname': toHostname(wish.hostname) }),
    networkConfig: stringify({ version: 2, ethernets }),
  }
}

function newVmConfig(wish: GuestWish): CloudConfig {
  const account: CloudConfig = {
    name: wish.user,
    gecos: wish.user,
    groups: ['adm', 'sudo', 'wheel'],
    sudo: 'ALL=(ALL) NOPASSWD:ALL',
    shell: wish.shell,
    lock_passwd: wish.passwordHash === undefined,
    ...(wish.passwordHash === undefined ? {} : { passwd: wish.passwordHash }),
    ...(wish.sshKeys.length === 0 ? {} : { ssh_authorized_keys: [...wish.sshKeys] }),
  }
  const packages = [...(wish.hasAgent ? [] : ['qemu-guest-agent']), ...wish.packages]
  return {
    hostname: toHostname(wish.hostname),
    users: [account],
    ssh_pwauth: false,
    growpart: { mode: 'auto', devices: ['/'] },
    ...(packages.length === 0 ? {} : { package_update: true, packages }),
    ...(wish.hasAgent ? {} : { runcmd: [['sh', '-c', startAgent]] }),
  }
}

const startAgent =
  'systemctl enable --now qemu-guest-agent || { rc-update add qemu-guest-agent; rc-service qemu-guest-agent start; }'

/** Lists that add up instead of replacing: whoever names a package wants it besides ours. */
const addingLists = ['packages', 'runcmd', 'bootcmd', 'users', 'write_files'] as const

function withUserData(ours: CloudConfig, theirs: string | undefined): Checked<string> {
  if (theirs === undefined || theirs.trim() === '') return valid(cloudConfigText(ours))
  if (theirs.startsWith('#!')) return valid(multipart(cloudConfigText(ours), theirs))
  const parsed = parseCloudConfig(theirs)
  if (!parsed.ok) return parsed
  const merged: CloudConfig = { ...ours, ...parsed.value }
  for (const key of addingLists) {
    const [mine, added] = [ours[key], parsed.value[key]]
    if (Array.isArray(mine) && Array.isArray(added)) merged[key] = [...mine, ...added]
  }
  return valid(cloudConfigText(merged))
}

function parseCloudConfig(text: string): Checked<CloudConfig> {
  const document = parseDocument(text, { prettyErrors: true })
  const [error] = document.errors
  if (error) return refused(badUserData(`it is not YAML: ${error.message.split('\n')[0] ?? ''}`))
  if (!isMap(document.contents))
    return refused(badUserData('it is not a mapping of cloud-config keys, and no script'))
  return valid(document.toJS({ maxAliasCount: 100 }) as CloudConfig)
}

function badUserData(because: string): Problem {
  return {
    code: 'invalid_input',
    field: 'userData',
    message: `The user-data cannot be used: ${because}.`,
    hint: 'Write a #cloud-config document, or a script that begins with #!.',
  }
}

function cloudConfigText(config: CloudConfig): string {
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`
}

// cloud-init takes several parts of different kinds as MIME multipart; a boundary that stands in neither part separates them.
function multipart(cloudConfig: string, script: string): string {
  let boundary = 'kiste-part'
  while (cloudConfig.includes(boundary) || script.includes(boundary)) boundary += '-x'
  const part = (type: string, body: string) =>
    `--${boundary}\nContent-Type: ${type}; charset="utf-8"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n\n${body}\n`
  return [
    `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n`,
    part('text/cloud-config', cloudConfig),
    part('text/x-shellscript', script),
    `--${boundary}--\n`,
  ].join('')
}
