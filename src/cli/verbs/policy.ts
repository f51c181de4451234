import type { PoliciesAnswer, VmPolicyAnswer } from '../../contract/schemas/policy.ts'
import { answer } from '../answer.ts'
import { usageError } from '../cli-error.ts'
import { readWhose, type WhoseInput } from '../whose.ts'
import { words } from '../words.ts'
import { change, wish, type Wish } from '../change.ts'
import type { Context } from '../command.ts'
import { formatTime } from '../format.ts'
import { given } from '../given.ts'
import { policyWords } from '../policy-words.ts'
import { printTable, type Column } from '../table.ts'

export async function listPolicies(ctx: Context): Promise<void> {
  const found = await ctx.client.call('listPolicies', {})
  answer(ctx, found, () => {
    if (found.length === 0) ctx.err.line(policyWords.none)
    else printTable(ctx.out, listColumns, found)
  })
}

const listColumns: readonly Column<PoliciesAnswer[number]>[] = [
  { title: policyWords.columns.of, cell: ({ of }) => policyWords.of[of] },
  { title: policyWords.columns.name, cell: ({ name }) => name },
  { title: policyWords.columns.rules, cell: ({ rules }) => rules },
  { title: policyWords.columns.zone, cell: ({ zone }) => zone ?? '-' },
]

export async function showPolicy(ctx: Context, vm: string): Promise<void> {
  const found = await ctx.client.call('getVmPolicy', { params: { vm } })
  answer(ctx, found, () => {
    const { inForce, coming, fates, doubt } = found
    if (inForce === undefined) return ctx.out.line(policyWords.noneOf(vm))
    if (inForce.rules === 'none') return ctx.out.line(policyWords.switchedOff(vm))
    ctx.out.line(policyWords.verdict(vm, policyWords.from[inForce.from]))
    ctx.out.line(`${policyWords.fact.rules}: ${inForce.rules}`)
    ctx.out.line(`${policyWords.fact.zone}: ${inForce.zone ?? '-'}`)
    if (doubt !== undefined) ctx.out.line(policyWords.doubt[doubt.because])
    ctx.out.line('')
    printTable(ctx.out, comingColumns, coming)
    if (fates.length === 0) return
    ctx.out.line('')
    printTable(ctx.out, fateColumns(coming.map(({ rule }) => rule)), fates)
  })
}

type Coming = VmPolicyAnswer['coming'][number]
type Fate = VmPolicyAnswer['fates'][number]

const comingColumns: readonly Column<Coming>[] = [
  { title: policyWords.coming.rule, cell: ({ rule }) => rule },
  { title: policyWords.coming.week, align: 'right', cell: ({ count }) => String(count) },
  {
    title: policyWords.coming.next,
    cell: ({ first: [next] }) => (next === undefined ? '-' : formatTime(next)),
  },
]

function fateColumns(rules: readonly string[]): readonly Column<Fate>[] {
  const said = (why: Fate['stays'][number]) => (typeof why === 'number' ? rules[why] : policyWords.why[why])
  return [
    { title: policyWords.fates.snapshot, cell: ({ id }) => id },
    {
      title: policyWords.fates.stays,
      cell: ({ stays }) =>
        stays.length === 0 ? { style: 'yellow', text: policyWords.goes } : stays.map(said).join('; '),
    },
  ]
}

export async function setPolicy(
  ctx: Context,
  input: WhoseInput & {
    readonly rules?: string | undefined
    readonly none?: boolean | undefined
    readonly zone?: string | undefined
  },
): Promise<number> {
  const { rules, none = false, zone } = input
  if ((rules !== undefined) === none) {
    const { message, ...more } = policyWords.what
    throw usageError(message, more)
  }
  return change(ctx, [wishOf(ctx, input, { rules: rules ?? 'none', zone }, policyWords.set)])
}

export async function clearPolicy(ctx: Context, input: WhoseInput): Promise<number> {
  return change(ctx, [wishOf(ctx, input, { rules: null }, policyWords.cleared)])
}

function wishOf(
  ctx: Context,
  input: WhoseInput,
  body: { readonly rules: string | null; readonly zone?: string | undefined },
  said: (whose: string) => string,
): Wish {
  const wanted = given(body)
  const whose = readWhose(input, policyWords.which)
  if (whose.of === 'vm')
    return wish(ctx, 'setVmPolicy', { params: { vm: whose.vm }, body: wanted }, () => [
      [said(whose.vm)],
      [words.next(`kiste policy show ${whose.vm}`)],
    ])
  if (whose.of === 'store')
    return wish(ctx, 'setStorePolicy', { params: { store: whose.store }, body: wanted }, () => [
      [said(policyWords.store(whose.store))],
    ])
  return wish(ctx, 'setHostPolicy', { body: wanted }, () => [[said(policyWords.host)]])
}
