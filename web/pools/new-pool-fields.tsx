import layout from '../components/layout.module.css'
import { compressions } from '../../src/domain/pool-create-argv.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import styles from './new-pool-fields.module.css'
import type { NewPoolOptions } from './new-pool.ts'

type Options = Omit<NewPoolOptions, 'erase' | 'acceptWaste' | 'passphrase'>

export interface Passphrases {
  readonly isWanted: boolean
  readonly first: string
  readonly again: string
}

export const noPassphrases: Passphrases = { isWanted: false, first: '', again: '' }

/** What a new pool is called, and what seldom has to be said. */
export function NewPoolFields({
  options,
  passphrases,
  onChange,
  onPassphrases,
}: {
  readonly options: Options
  readonly passphrases: Passphrases
  readonly onChange: (options: Options) => void
  readonly onPassphrases: (passphrases: Passphrases) => void
}) {
  const { say } = useWords()
  const { isWanted, first, again } = passphrases
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
            checked={isWanted}
            onChange={(next) => onPassphrases({ ...passphrases, isWanted: next })}
          />
          {isWanted && (
            <>
              <TextField
                label={say('pool.passphrase')}
                hint={say('pool.passphrase.hint')}
                type="password"
                autoComplete="new-password"
                value={first}
                onChange={({ target }) => onPassphrases({ ...passphrases, first: target.value })}
              />
              <TextField
                label={say('pool.passphrase.again')}
                problem={again !== '' && again !== first ? say('pool.passphrase.differs') : undefined}
                type="password"
                autoComplete="new-password"
                value={again}
                onChange={({ target }) => onPassphrases({ ...passphrases, again: target.value })}
              />
            </>
          )}
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
        </div>
      </details>
    </div>
  )
}
