import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { DrivePicker } from './drive-picker.tsx'
import { drivesFor, emptyGroup, groupUses, withUse, type GroupForm } from './group-form.ts'
import styles from './group-list.module.css'
import { kindsOf } from './layout-words.ts'
import type { Drive } from '../api/answers.ts'

/** Groups of drives, laid out by hand: what each is for, how its drives share data, and which they are. */
export function GroupList({
  groups,
  drives,
  onChange,
}: {
  readonly groups: readonly GroupForm[]
  readonly drives: readonly Drive[]
  readonly onChange: (groups: readonly GroupForm[]) => void
}) {
  const { say } = useWords()
  const change = (index: number, group: GroupForm) => onChange(groups.with(index, group))
  return (
    <div className={styles.list}>
      {groups.map((group, index) => (
        <div key={index} className={groups.length > 1 ? styles.group : styles.only}>
          {groups.length > 1 && (
            <div className={styles.head}>
              <b>{say('pool.group', { number: index + 1 })}</b>
              <Button
                look="quiet"
                aria-label={say('pool.group.removeNamed', { number: index + 1 })}
                onClick={() => onChange(groups.filter((_, at) => at !== index))}
              >
                {say('pool.group.remove')}
              </Button>
            </div>
          )}
          <ChoiceField
            label={say('pool.add.what')}
            value={group.use}
            options={groupUses.map(([use, key]) => [use, say(key)])}
            onChange={(use) => change(index, withUse(group, use))}
          />
          <ChoiceField
            label={say('pool.add.kind')}
            value={group.kind}
            options={kindsOf(group.use).map(([kind, key]) => [kind, say(key)])}
            onChange={(kind) => change(index, { ...group, kind })}
          />
          <DrivePicker
            legend={say('pool.drives')}
            drives={drivesFor(drives, groups, index)}
            chosen={group.drives}
            isMany
            onChange={(chosen) => change(index, { ...group, drives: chosen })}
          />
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...groups, emptyGroup])}>{say('pool.group.add')}</Button>
      </div>
    </div>
  )
}
