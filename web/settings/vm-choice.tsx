import { useState } from 'react'
import { useInventory } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { TextField } from '../ui/text-field.tsx'
import styles from './vm-choice.module.css'

/** More than this are looked for by name. */
const fewVms = 10

/** Which VMs something is for, by UUID: a name may pass to another VM. */
export function VmChoice({
  label,
  chosen,
  problem,
  onChange,
}: {
  readonly label: string
  readonly chosen: readonly string[]
  readonly problem?: string | undefined
  readonly onChange: (uuids: readonly string[]) => void
}) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const vms = useInventory()?.vms ?? []
  const gone = chosen.filter((uuid) => !vms.some((vm) => vm.uuid === uuid))
  const shown = vms.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
  const toggle = (uuid: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, uuid] : chosen.filter((one) => one !== uuid))
  return (
    <fieldset className={styles.choice}>
      <legend>{label}</legend>
      {vms.length > fewVms && (
        <TextField
          label={say('vmChoice.find')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          type="search"
        />
      )}
      <div className={styles.list}>
        {shown.map(({ uuid, name }) => (
          <Check
            key={uuid}
            label={name}
            checked={chosen.includes(uuid)}
            onChange={(isChosen) => toggle(uuid, isChosen)}
          />
        ))}
        {gone.map((uuid) => (
          <Check
            key={uuid}
            label={say('vmChoice.gone', { uuid })}
            checked
            onChange={(isChosen) => toggle(uuid, isChosen)}
          />
        ))}
        {shown.length === 0 && gone.length === 0 && say('vmChoice.none')}
      </div>
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
    </fieldset>
  )
}
