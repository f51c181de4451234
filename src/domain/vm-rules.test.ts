import { expect, test } from 'vitest'
import { someVm } from './testing/facts.ts'
import { whyNot } from './vm-rules.ts'
import { vmCan, vmStates, type VmStatus, type VmVerb } from './vm.ts'

const statusOf = (state: (typeof vmStates)[number]): VmStatus => {
  if (state === 'running') return { state, agent: 'connected' }
  if (state === 'paused') return { state, because: 'user' }
  return { state }
}

test.each(Object.keys(vmCan) as VmVerb[])(
  '%s works in the states of the table, and says so in the others',
  (verb) => {
    for (const state of vmStates) {
      const problems = whyNot(verb, someVm({ status: statusOf(state) }))
      if ((vmCan[verb] as readonly string[]).includes(state)) expect(problems).toEqual([])
      else expect(problems).toMatchObject([{ code: 'wrong_state', object: { type: 'vm', name: 'web' } }])
    }
  },
)

test('a sentence names the state and what would help', () => {
  expect(whyNot('rename', someVm({ status: statusOf('running') }))).toMatchInlineSnapshot(`
    [
      {
        "code": "wrong_state",
        "hint": "Stop it first: kiste vm stop web",
        "message": "web is running; rename works while it is off or crashed.",
        "object": {
          "name": "web",
          "type": "vm",
        },
      },
    ]
  `)
})

test('what Kiste did not make is never changed', () => {
  const foreign = someVm({ managed: false, status: statusOf('running') })
  expect(whyNot('stop', foreign)).toMatchObject([{ code: 'foreign_object' }])
  expect(whyNot('console', foreign)).toEqual([])
})
