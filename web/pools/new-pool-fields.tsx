import layout from '../components/layout.module.css'
import { compressions } from '../../src/domain/pool-create-argv.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { NewKeyFields } from './new-key-fields.tsx'
import { emptyKey, type KeyForm } from './new-key.ts'
import styles from './new-pool-fields.module.css'
import type { NewPoolOptions } from './new-pool.ts'

export type NewPoolGiven = Omit<NewPoolOptions, 'erase' | 'acceptWaste' | 'encryption'>

/** What a new pool is called, and what seldom has to be said. */
export function NewPoolFields({
  options,
  encryption,
  onChange,
  onEncryption,
}: {
  readonly options: NewPoolGiven
  /** Absent while it is not to be encrypted. */
  readonly encryption: KeyForm | undefined
  readonly onChange: (options: NewPoolGiven) => void
  readonly onEncryption: (encryption: KeyForm | undefined) => void
}) {
  const { say } = useWords()
  return (
    <div className={styles.fields}>
      <TextField
        label={say('newPool.name')}
        hint={say('newPool.nameHint')}
        value={options.name}
        onChange={({ target }) => onChange({ ...options, name: target.value })}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        required
      />
      <details>
        <summary className={layout.soft}>{say('newPool.more')}</summary>
        <div className={styles.fields}>
          <Check
            label={say('newPool.encrypt')}
            checked={encryption !== undefined}
            onChange={(next) => onEncryption(next ? emptyKey : undefined)}
          />
          {encryption && <NewKeyFields form={encryption} onChange={onEncryption} />}
          <ChoiceField
            label={say('newPool.compression')}
            value={options.compression}
            options={compressions.map((one) => [one, one])}
            onChange={(next) =>
              onChange({ ...options, compression: compressions.find((one) => one === next) ?? 'lz4' })
            }
          />
          <TextField
            label={say('newPool.mountpoint')}
            hint={say('newPool.mountpointHint', { name: options.name || 'NAME' })}
            value={options.mountpoint}
            onChange={({ target }) => onChange({ ...options, mountpoint: target.value })}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
          <TextField
            label={say('newPool.compatibility')}
            hint={say('newPool.compatibilityHint')}
            value={options.compatibility}
            onChange={({ target }) => onChange({ ...options, compatibility: target.value.trim() })}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      </details>
    </div>
  )
}
