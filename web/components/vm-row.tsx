import { memo } from 'react'
import { Link } from 'wouter'
import { Say, useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Thumbnail } from '../screenshots/thumbnail.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { paths } from './paths.ts'
import { nextActions, vmActionRules, type VmAction } from './vm-actions.ts'
import { vmCondition } from './vm-condition.ts'
import { sayForwards } from './vm-forwards.ts'
import styles from './vm-table.module.css'
import type { Vm } from '../api/answers.ts'

export interface RowHandlers {
  readonly onSelect: (vm: Vm, isSelected: boolean) => void
  readonly onMenu: (vm: Vm, anchor: HTMLElement) => void
  readonly onAction: (action: VmAction, vm: Vm) => void
}

/** One of perhaps a thousand: drawn again only when this VM changes. */
export const VmRow = memo(function VmRow({
  vm,
  isSelected,
  mayOperate,
  hasPicture,
  handlers,
}: {
  readonly vm: Vm
  /** Undefined where nothing is selected at all. */
  readonly isSelected: boolean | undefined
  readonly mayOperate: boolean
  readonly hasPicture: boolean
  readonly handlers: RowHandlers
}) {
  const { say, memory } = useWords()
  const { tone, word } = vmCondition(vm.status)
  const [next] = nextActions(vm)
  const forwards = sayForwards(vm)
  return (
    <div role="row" className={`${styles.row} ${isSelected === true ? styles.selected : ''}`}>
      {isSelected !== undefined && (
        <div role="cell" className={styles.check}>
          <input
            type="checkbox"
            aria-label={say('vms.select', { name: vm.name })}
            checked={isSelected}
            onChange={({ target }) => handlers.onSelect(vm, target.checked)}
          />
        </div>
      )}
      <div role="cell" className={styles.name}>
        <StateMark tone={tone} />
        {hasPicture && <Thumbnail vm={vm} />}
        <Link href={paths.vm(vm.name)}>{vm.name}</Link>
        {!vm.managed && <span className={styles.tag}>{say('vms.foreign')}</span>}
      </div>
      <div role="cell" className={styles.state}>
        <Say message={word} />
      </div>
      <div role="cell" className={styles.number}>
        {vm.cpus}
      </div>
      <div role="cell" className={styles.number}>
        {memory(vm.memoryMiB)}
      </div>
      <div role="cell" className={styles.from}>
        {vm.made?.image ?? '–'}
      </div>
      <div role="cell" className={styles.ports}>
        {forwards === '' ? '–' : forwards}
      </div>
      <div role="cell" className={styles.actions}>
        {mayOperate && next !== undefined && (
          <Button look="quiet" className={styles.next ?? ''} onClick={() => handlers.onAction(next, vm)}>
            {say(vmActionRules[next].label)}
            <span className={styles.hidden}> {vm.name}</span>
          </Button>
        )}
        {mayOperate && (
          <Button
            look="quiet"
            aria-haspopup="menu"
            aria-label={say('vms.more', { name: vm.name })}
            onClick={({ currentTarget }) => handlers.onMenu(vm, currentTarget)}
          >
            ⋯
          </Button>
        )}
      </div>
    </div>
  )
})
