import { lazy, Suspense, useState } from 'react'
import { useSearch } from 'wouter'
import { isAllowed } from '../../src/domain/vm.ts'
import type { Vm } from '../api/answers.ts'
import { Loading } from '../components/loading.tsx'
import { nextActions, vmActionRules, type VmAction } from '../components/vm-actions.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import styles from './link-notice.module.css'
import { firstScreen, keepScreen, type Screen } from './which-screen.ts'

// Each is as large as the rest of the page, and seldom both are looked at.
const SerialScreen = lazy(async () => ({ default: (await import('./serial-screen.tsx')).SerialScreen }))
const PictureScreen = lazy(async () => ({ default: (await import('./picture-screen.tsx')).PictureScreen }))

/** A VM's screens. One that is off has none; then what turns it on is offered. */
export function VmConsole({
  vm,
  ask,
}: {
  readonly vm: Vm
  readonly ask: (action: VmAction, vms: readonly Vm[]) => void
}) {
  const { say } = useWords()
  const search = useSearch()
  const [chosen, setChosen] = useState(() => firstScreen(search))
  if (!isAllowed('console', vm.status.state)) {
    const [next] = nextActions(vm)
    return (
      <Card title={say('vm.tab.console')}>
        <div className={styles.row}>
          {say('console.off', { name: vm.name })}
          {next && <Button onClick={() => ask(next, [vm])}>{say(vmActionRules[next].label)}</Button>}
        </div>
      </Card>
    )
  }
  const choice = {
    chosen,
    choose: (screen: Screen) => {
      keepScreen(screen)
      setChosen(screen)
    },
  }
  return (
    <Suspense fallback={<Loading />}>
      {chosen === 'serial' ? (
        <SerialScreen vm={vm.name} choice={choice} />
      ) : (
        <PictureScreen vm={vm.name} choice={choice} />
      )}
    </Suspense>
  )
}
