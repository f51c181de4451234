import { accessWords } from '../access-words.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { ofUser } from '../find-user.ts'
import { formatTime } from '../format.ts'
import { pickNamed, takeBack } from '../pick-named.ts'
import { printTable } from '../table.ts'

const said = accessWords.sessions

export async function listSessions(ctx: Context, user: string | undefined): Promise<void> {
  const sessions = await ofUser(ctx.client, await ctx.client.call('listSessions', {}), user)
  answer(ctx, sessions, () => {
    if (sessions.length === 0) ctx.err.line(user === undefined ? said.none : said.noneOf(user))
    else
      printTable(
        ctx.out,
        [
          { title: said.columns.id, cell: ({ id }) => id },
          { title: said.columns.user, cell: (session) => session.user },
          { title: said.columns.from, cell: ({ address }) => address },
          { title: said.columns.since, cell: ({ createdAt }) => formatTime(createdAt) },
          { title: said.columns.seen, cell: ({ seenAt }) => formatTime(seenAt) },
          { title: said.columns.agent, cell: ({ agent }) => agent },
        ],
        sessions,
      )
  })
}

export async function revokeSessions(
  ctx: Context,
  { sessions, user }: { readonly sessions: readonly string[]; readonly user?: string | undefined },
): Promise<void> {
  const picked = await pickNamed(ctx.client, {
    all: await ctx.client.call('listSessions', {}),
    named: sessions,
    user,
    label: 'session',
    isNamed: ({ id }, typed) => id === typed,
    missing: said.missing,
  })
  await takeBack(picked, ({ id }) => ctx.client.call('endSession', { params: { session: id } }))
  answer(ctx, picked, () => {
    if (picked.length === 0) ctx.err.line(said.noneOf(user ?? ''))
    for (const session of picked) ctx.out.line(said.revoked(session.user, session.address))
  })
}
