import { expect, test } from 'vitest'
import { commandsOf, openRecorded } from '../testing/open-recorded.ts'
import { runStep } from './run-step.ts'

test('what only snapshots need is not mounted any more before it goes to its other name, nor at the next start of the host', async () => {
  const [from, to] = ['tank/kiste/web/log', 'tank/kiste/web/.log.7']
  const commands = [
    ['zfs', 'set', 'canmount=noauto', from],
    ['zfs', 'unmount', '--', from],
    ['zfs', 'rename', '--', from, to],
  ]
  const { zfs, runner } = await openRecorded(
    '2.3.2',
    commands.map((argv) => ({ argv, stdout: '' })),
  )
  await runStep(zfs, { do: 'rename', from, to, unmounted: true })
  expect(commandsOf(runner)).toEqual(commands)
})
