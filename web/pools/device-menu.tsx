import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { buttonClass } from '../ui/button.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { deviceActionRules, whyNotDevice, type DeviceAction } from './device-actions.ts'
import type { AskPool } from './pool-ask.ts'
import { deviceTitle, nameInCommands } from './vdev-groups.ts'
import type { Pool, PoolVdev } from '../api/answers.ts'

/** What can be done to a device or a group; nothing for those who may only look. */
export function DeviceMenu({
  vdev,
  pool,
  ask,
  actions,
}: {
  readonly vdev: PoolVdev
  readonly pool: Pool
  readonly ask: AskPool | undefined
  readonly actions: readonly DeviceAction[]
}) {
  const words = useWords()
  if (!ask) return null
  const title = words.say('device.menu', { name: deviceTitle(vdev) })
  return (
    <MenuButton
      className={buttonClass('quiet')}
      label={title}
      title={title}
      entries={actions.map((action) => {
        const whyNot = whyNotDevice(action, vdev, pool)
        return {
          id: action,
          label: words.say(deviceActionRules[action].label),
          whyNot: whyNot && sayMessage(words, whyNot),
          act: () => ask({ action, device: nameInCommands(vdev), title: deviceTitle(vdev) }),
        }
      })}
    >
      <span aria-hidden="true">⋯</span>
    </MenuButton>
  )
}
