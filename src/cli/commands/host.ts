import { metricRanges } from '../../domain/metric-window.ts'
import { verb, type Noun } from '../command.ts'
import { choice } from '../options.ts'

export const host: Noun = {
  name: 'host',
  verbs: [
    verb({
      name: 'show',
      kind: 'query',
      summary: 'The machine, its libvirt and its stores',
      examples: ['kiste host show', 'kiste host show --json'],
      run: async (ctx) => (await import('../verbs/host.ts')).showHost(ctx),
    }),
    verb({
      name: 'stats',
      kind: 'query',
      summary: 'What the host did: CPU, memory, drives, network, temperatures',
      options: { range: choice('--range <range>', 'How far back (default hour)', metricRanges) },
      examples: ['kiste host stats', 'kiste host stats --range month --json'],
      run: async (ctx, { range }) => (await import('../verbs/stats.ts')).showHostStats(ctx, range),
    }),
  ],
}
