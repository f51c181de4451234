import { verb, type Noun } from '../command.ts'
import { flag, one, value } from '../options.ts'
import { readNumber, readText } from '../readers.ts'

const id = one('job', 'Id of the job', 'job')

export const job: Noun = {
  name: 'job',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'Jobs, newest first',
      options: {
        open: flag('--open', 'Only those that have not ended'),
        pool: value('--pool <pool>', 'Only those about this pool', readText, 'pool'),
        limit: value('--limit <number>', 'At most so many (default 20)', readNumber),
      },
      examples: ['kiste job list', 'kiste job list --open', 'kiste job list --pool tank'],
      run: async (ctx, input) => (await import('../verbs/job.ts')).listJobs(ctx, input),
    }),
    verb({
      name: 'show',
      kind: 'query',
      summary: 'One job with its steps, and why it failed if it did',
      args: { job: id },
      examples: ['kiste job show 01JD7Q2V8N'],
      run: async (ctx, { job }) => (await import('../verbs/job.ts')).showJob(ctx, job),
    }),
    verb({
      name: 'log',
      kind: 'query',
      summary: 'What a job wrote',
      args: { job: id },
      examples: ['kiste job log 01JD7Q2V8N'],
      run: async (ctx, { job }) => (await import('../verbs/job.ts')).showJobLog(ctx, job),
    }),
    verb({
      name: 'follow',
      kind: 'query',
      summary: 'Wait for the end of a job; the exit code says how it ended',
      args: { job: id },
      examples: ['kiste job follow 01JD7Q2V8N'],
      run: async (ctx, { job }) => (await import('../verbs/job.ts')).followJob(ctx, job),
    }),
    verb({
      name: 'cancel',
      kind: 'query',
      summary: 'Stop a job and undo what it did',
      args: { job: id },
      examples: ['kiste job cancel 01JD7Q2V8N'],
      run: async (ctx, { job }) => (await import('../verbs/job.ts')).cancelJob(ctx, job),
    }),
  ],
}
