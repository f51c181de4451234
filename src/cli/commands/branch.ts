import { verb, type Noun } from '../command.ts'
import { many, one } from '../options.ts'
import { goingBackOptions } from './going-back.ts'

const vm = one('vm', 'The VM, by name or UUID', 'vm')

export const branch: Noun = {
  name: 'branch',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'The branches of a VM: which it lives on, where each began and when it was left',
      args: { vm },
      examples: ['kiste branch list web'],
      run: async (ctx, input) => (await import('../verbs/branch.ts')).listBranches(ctx, input.vm),
    }),
    verb({
      name: 'switch',
      kind: 'change',
      offers: 'snapshot',
      summary: 'Go on with another branch of a VM, where that was left',
      details: 'What the VM is now stays on the branch it leaves.',
      args: { vm, branch: one('branch', 'The branch: kiste branch list', 'branch') },
      options: goingBackOptions,
      examples: ['kiste branch switch web main', 'kiste branch switch web main --stop'],
      run: async (ctx, input) => (await import('../verbs/branch.ts')).switchBranch(ctx, input),
    }),
    verb({
      name: 'remove',
      aliases: ['rm', 'delete'],
      kind: 'change',
      asks: true,
      summary: 'Remove branches of a VM for good, with the snapshots that only they have',
      args: { vm, branches: many('branch', 'Branches: kiste branch list', 'branch') },
      examples: ['kiste branch remove web main-2', 'kiste branch remove web main-2 -y'],
      run: async (ctx, input) => (await import('../verbs/branch.ts')).removeBranches(ctx, input),
    }),
  ],
}
