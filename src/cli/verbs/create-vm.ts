import { usageError } from '../cli-error.ts'
import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { readTextFile } from '../input-files.ts'
import type { Text } from '../printer.ts'
import { readPassword } from '../read-password.ts'
import { findOwnKeys, readKey } from '../ssh-keys.ts'
import { forwardsOf } from '../vm-state.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'
import type { PortForward } from '../../domain/nic.ts'
import type { VmDetails } from '../../contract/schemas/vm.ts'

export interface CreateInput {
  readonly name: string
  readonly image?: string | undefined
  readonly pull?: boolean | undefined
  readonly store?: string | undefined
  readonly cpus?: number | undefined
  readonly memory?: number | undefined
  readonly disk?: number | undefined
  readonly thick?: boolean | undefined
  readonly user?: string | undefined
  readonly sshKeys?: readonly string[] | undefined
  readonly passwordStdin?: boolean | undefined
  readonly packages?: readonly string[] | undefined
  readonly userData?: string | undefined
  readonly publish?: readonly PortForward[] | undefined
  readonly network?: string | undefined
  readonly firmware?: 'uefi' | 'bios' | undefined
  readonly autostart?: boolean | undefined
  readonly start?: boolean | undefined
}

export async function createVm(ctx: Context, input: CreateInput): Promise<number> {
  const { name } = input
  if (input.passwordStdin === true && input.userData === '-') {
    const { message, hint } = words.usage.exclusive('--password-stdin', '--user-data -')
    throw usageError(message, { hint })
  }
  const sshKeys = input.sshKeys ? await givenKeys(input.sshKeys) : await ownKeys(ctx)
  const body = given({
    name,
    image: input.image,
    pull: input.pull,
    store: input.store,
    cpus: input.cpus,
    memoryMiB: input.memory,
    diskBytes: input.disk,
    thick: input.thick,
    user: input.user,
    password: input.passwordStdin === true ? await readPassword(ctx) : undefined,
    sshKeys: sshKeys.length > 0 ? sshKeys : undefined,
    packages: input.packages && [...input.packages],
    userData:
      input.userData === undefined
        ? undefined
        : await readTextFile('--user-data', input.userData, ctx.io.stdin),
    publish: input.publish && [...input.publish],
    network: input.network,
    firmware: input.firmware,
    autostart: input.autostart,
    start: input.start,
  })
  return change(ctx, [
    wish(ctx, 'createVm', { body }, async () => {
      const vm = await ctx.client.call('getVm', { params: { vm: name } })
      return describeMade(vm)
    }),
  ])
}

async function givenKeys(given: readonly string[]): Promise<string[]> {
  const keys = await Promise.all(given.map((key) => readKey(key)))
  return keys.flat()
}

async function ownKeys(ctx: Context): Promise<string[]> {
  const found = await findOwnKeys(ctx.io.homeDir)
  if (!ctx.json)
    ctx.err.line(found.length > 0 ? vmWords.defaultKeys(found.map((key) => key.path)) : vmWords.noKeys)
  return found.map((key) => key.text)
}

/** What was made, how to get in, and the next command. */
function describeMade(vm: VmDetails): readonly (readonly Text[])[] {
  const running = vm.status.state === 'running'
  const ssh = sshCommand(vm)
  const next = running ? `kiste vm console ${vm.name}` : `kiste vm start ${vm.name}`
  return [
    [vmWords.created(vm.name, running)],
    ...(ssh === undefined ? [] : [[vmWords.logIn(ssh)]]),
    [words.next(next)],
  ]
}

function sshCommand(vm: VmDetails): string | undefined {
  const user = vm.made?.user
  if (user === undefined) return undefined
  const forward = vm.nics
    .flatMap(({ link }) => (link.type === 'user' ? link.forwards : []))
    .find(({ guestPort, protocol }) => guestPort === 22 && protocol === 'tcp')
  if (forward) {
    const anywhere = forward.hostAddress === '0.0.0.0' || forward.hostAddress === '::'
    return `ssh -p ${forward.hostPort} ${user}@${anywhere ? '127.0.0.1' : forward.hostAddress}`
  }
  const address = forwardsOf(vm).length === 0 ? vm.addresses[0]?.address : undefined
  return address === undefined ? undefined : `ssh ${user}@${address}`
}
