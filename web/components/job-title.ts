import type { Message, MessageKey } from '../messages/message.ts'
import type { Job } from '../api/answers.ts'

// The daemon titles jobs in English. Those that people meet most are named as the buttons are that begin them; the rest is translated, as
// is what one kind of job begins, pauses and stops.
const titles: Readonly<Record<string, MessageKey>> = {
  'vm.start': 'job.title.vmStart',
  'vm.stop': 'job.title.vmStop',
  'vm.restart': 'job.title.vmRestart',
  'vm.pause': 'job.title.vmPause',
  'vm.resume': 'job.title.vmResume',
  'vm.create': 'job.title.vmCreate',
  'vm.delete': 'job.title.vmDelete',
  'vm.rename': 'job.title.vmRename',
  'vm.move': 'job.title.vmMove',
  'vm.set': 'job.title.vmSet',
  'vm.adopt': 'job.title.vmAdopt',
  'vm.go-back': 'job.title.vmGoBack',
  'branch.switch': 'job.title.branchSwitch',
  'vm.try-keep': 'job.title.vmTryKeep',
  'vm.try-discard': 'job.title.vmTryDiscard',
  'pool.create': 'job.title.poolCreate',
  'pool.replace': 'job.title.poolReplace',
  'pool.import': 'job.title.poolImport',
  'pool.export': 'job.title.poolExport',
  'pool.clear': 'job.title.poolClear',
  'pool.load-key': 'job.title.poolLoadKey',
}

/** What a job or a plan is about, for people. */
export function jobTitle(job: Pick<Job, 'kind' | 'title' | 'object'>): Message {
  const key = titles[job.kind]
  return key === undefined
    ? { key: 'job.title.other', values: { title: { daemon: job.title } } }
    : { key, values: { name: job.object.name } }
}
