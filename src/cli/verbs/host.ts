import type { DoctorAnswer, HostAnswer } from '../../contract/schemas/host.ts'
import { exitCodes } from '../../contract/errors.ts'
import { formatBytes, MiB } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { followEvents } from '../events.ts'
import { formatSeconds } from '../format.ts'
import { jsonText, type Text } from '../printer.ts'
import { printFacts } from '../table.ts'
import { conditionText, type Condition } from '../vm-state.ts'
import { hostWords } from '../host-words.ts'
import { jobWords } from '../job-words.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'

export async function showHost(ctx: Context): Promise<void> {
  const host = await ctx.client.call('getHost', {})
  answer(ctx, host, () => {
    const { condition, sentence } = hostVerdict(host)
    ctx.out.line(conditionText(condition, sentence, ctx.out.unicode))
    const { libvirt, stores } = host
    const facts: readonly (readonly [string, Text])[] = [
      [hostWords.host.system, `${host.os}, Linux ${host.kernel}, ${host.arch}`],
      [hostWords.host.cpu, hostWords.host.cpuText(host.cpuModel, host.cpuThreads)],
      [
        vmWords.fact.memoryTitle,
        hostWords.host.memoryText(
          formatBytes(host.memoryTotalMiB * MiB),
          formatBytes(host.memoryAvailableMiB * MiB),
        ),
      ],
      [hostWords.host.up, formatSeconds(host.uptimeSeconds)],
      [
        'libvirt',
        libvirt.state === 'connected'
          ? versionsOf(libvirt)
          : hostWords.host.disconnected(libvirt.uri, libvirt.because),
      ],
      ...stores.map((store): readonly [string, Text] => [
        hostWords.host.store(store.name),
        `${store.path} (${store.kind}), ${hostWords.host.free(formatBytes(store.freeBytes), formatBytes(store.totalBytes))}`,
      ]),
    ]
    printFacts(ctx.out, facts)
    ctx.out.line(words.next('kiste doctor'))
  })
}

function versionsOf(libvirt: Extract<HostAnswer['libvirt'], { state: 'connected' }>): string {
  const { libvirtVersion, hypervisorVersion, uri } = libvirt
  const qemu = hypervisorVersion === undefined ? [] : [`QEMU ${hypervisorVersion}`]
  return [libvirtVersion, ...qemu, uri].join(', ')
}

function hostVerdict(host: HostAnswer): { readonly condition: Condition; readonly sentence: string } {
  if (host.libvirt.state === 'disconnected')
    return { condition: 'broken', sentence: hostWords.host.noLibvirt(host.hostname) }
  if (host.accelerator.accelerator === 'tcg')
    return { condition: 'look', sentence: hostWords.host.emulates(host.hostname, host.accelerator.sentence) }
  return { condition: 'runs', sentence: hostWords.host.ready(host.hostname) }
}

const doctorConditions: Readonly<Record<DoctorAnswer['verdict'], Condition>> = {
  ok: 'runs',
  warn: 'look',
  fail: 'broken',
}

export async function showDoctor(ctx: Context): Promise<number> {
  const report = await ctx.client.call('getDoctor', {})
  answer(ctx, report, () => {
    ctx.out.line(conditionText(doctorConditions[report.verdict], report.sentence, ctx.out.unicode))
    for (const check of report.checks) {
      const word = `${hostWords.doctor[check.state]}  ${check.title}`
      ctx.out.line(
        '  ',
        conditionText(doctorConditions[check.state], word, ctx.out.unicode),
        `: ${check.detail}`,
      )
      if (check.remedy) ctx.out.line(`      ${hostWords.doctor.remedy} ${check.remedy}`)
    }
  })
  return report.verdict === 'fail' ? exitCodes.failed : exitCodes.ok
}

export async function showInventory(ctx: Context): Promise<void> {
  const inventory = await ctx.client.call('getInventory', {})
  ctx.out.raw(`${jsonText(inventory, 2)}\n`)
}

export async function showEvents(ctx: Context, after: number | undefined): Promise<number> {
  const abort = new AbortController()
  const release = ctx.io.onInterrupt(() => abort.abort())
  try {
    for await (const event of followEvents(ctx.client, {
      signal: abort.signal,
      after,
      onAway: () => ctx.err.line(jobWords.away),
    }))
      ctx.out.raw(`${jsonText(event)}\n`)
    return exitCodes.interrupted
  } finally {
    release()
  }
}
