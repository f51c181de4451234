import { exitCodes } from '../../contract/errors.ts'
import type { PublicCertificateAnswer, WebAnswer } from '../../contract/schemas/web.ts'
import { answer } from '../answer.ts'
import { certificateWords } from '../certificate-words.ts'
import type { Context } from '../command.ts'
import { followEvents } from '../events.ts'
import { formatTime } from '../format.ts'
import { given } from '../given.ts'
import { jobWords } from '../job-words.ts'
import type { Text } from '../printer.ts'
import { sayProblem } from '../report.ts'
import { printFacts } from '../table.ts'
import { conditionText, type Condition } from '../vm-state.ts'

type Try = NonNullable<PublicCertificateAnswer['last']>

export async function showCertificate(ctx: Context): Promise<void> {
  const web = await ctx.client.call('getWeb', {})
  answer(ctx, web, () => {
    const { condition, sentence } = verdictOf(web)
    ctx.out.line(conditionText(condition, sentence, ctx.out.unicode))
    if (web.state !== 'tls') return
    printFacts(ctx.out, factsOf(web))
    const failed = web.public?.last?.result === 'failed' ? web.public.last.problems : []
    for (const problem of failed) sayProblem(problem, ctx.out)
  })
}

function verdictOf(web: WebAnswer): { readonly condition: Condition; readonly sentence: string } {
  switch (web.state) {
    case 'off':
      return { condition: 'off', sentence: certificateWords.off }
    case 'plain':
      return { condition: 'off', sentence: certificateWords.plain }
    case 'tls':
      break
  }
  if (web.public === undefined)
    return {
      condition: 'runs',
      sentence: web.authority === undefined ? certificateWords.given : certificateWords.own,
    }
  const { names, authority, certificate, last } = web.public
  const all = names.join(', ')
  const hasFailed = last?.result === 'failed'
  if (certificate === undefined)
    return { condition: hasFailed ? 'broken' : 'look', sentence: certificateWords.waiting(all, authority) }
  return hasFailed
    ? { condition: 'look', sentence: certificateWords.failing(all) }
    : { condition: 'runs', sentence: certificateWords.good(all, authority) }
}

function factsOf({
  certificate: own,
  public: known,
}: Extract<WebAnswer, { state: 'tls' }>): (readonly [string, Text])[] {
  const { fact, ended, result, rehearsed, steps } = certificateWords
  const how = (one: Try, done: string) =>
    ended(formatTime(one.begunAt), one.result === 'done' ? done : result[one.result])
  const rows: readonly (readonly [string, Text | undefined])[] = [
    [fact.names, known?.names.join(', ')],
    [fact.authority, known?.authority],
    [fact.directory, known?.directory],
    [fact.issuer, known?.certificate?.issuer],
    [fact.expires, known?.certificate && formatTime(known.certificate.expiresAt)],
    [fact.renews, known?.certificate && formatTime(known.certificate.renewsAt)],
    [fact.going, known?.going && steps[known.going.step]],
    [fact.last, known?.last && how(known.last, result.done)],
    [fact.rehearsal, known?.rehearsal && how(known.rehearsal, rehearsed)],
    [fact.next, known && known.going === undefined ? formatTime(known.nextTryAt) : undefined],
    [fact.byHand, known?.byHandAt && formatTime(known.byHandAt)],
    [fact.house, formatTime(own.expiresAt)],
  ]
  return rows.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]))
}

interface Wish {
  readonly rehearsal?: boolean | undefined
  readonly agreeTo?: string | undefined
}

/** Begins a try and shows how far it is until it has ended. */
export async function tryForCertificate(ctx: Context, wish: Wish): Promise<number> {
  const { seq } = await ctx.client.call('getInventory', {})
  await ctx.client.call('tryCertificate', { body: given(wish) })
  const ended = await followTry(ctx, seq)
  if (ended === undefined) {
    ctx.err.line(certificateWords.detached)
    return exitCodes.interrupted
  }
  const end = wish.rehearsal === true ? ended.rehearsal : ended.last
  const isDone = end?.result === 'done'
  answer(ctx, ended, () => {
    if (isDone)
      ctx.out.line(wish.rehearsal === true ? certificateWords.rehearsalWorked : certificateWords.got)
    if (end?.result === 'cut-off') ctx.err.line(certificateWords.cutOff)
    for (const problem of end?.problems ?? []) sayProblem(problem, ctx.err)
  })
  return isDone ? exitCodes.ok : exitCodes.failed
}

/** Looks whenever something has changed; undefined when the person leaves. */
async function followTry(ctx: Context, after: number): Promise<PublicCertificateAnswer | undefined> {
  const abort = new AbortController()
  const release = ctx.io.onInterrupt(() => abort.abort())
  let said: string | undefined
  let isAway = false
  const look = async (): Promise<PublicCertificateAnswer | undefined> => {
    const web = await ctx.client.call('getWeb', {})
    const known = web.state === 'tls' ? web.public : undefined
    const step = known?.going?.step
    if (step !== undefined && step !== said) {
      said = step
      ctx.err.line(certificateWords.step(certificateWords.steps[step]))
    }
    return step === undefined ? known : undefined
  }
  try {
    const events = followEvents(ctx.client, {
      signal: abort.signal,
      after,
      onOpen: () => {
        isAway = false
      },
      onAway: () => {
        if (!isAway) ctx.err.line(jobWords.away)
        isAway = true
      },
    })
    for await (const { type } of events) {
      if (type !== 'certificate' && type !== 'reset') continue
      const ended = await look()
      if (ended !== undefined) return ended
    }
    return undefined
  } finally {
    release()
    abort.abort()
  }
}
