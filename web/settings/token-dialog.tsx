import { useState } from 'react'
import { levels, type Level } from '../../src/domain/rights.ts'
import { useAccessChanged } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { levelWords } from './level-words.ts'
import { createTokenCommand } from './token-command.ts'
import { tokenEnd, tokenLives, tokenLifeWords, type TokenLife } from './token-life.ts'
import { TokenShown } from './token-shown.tsx'
import { useVmNames } from './use-vm-names.ts'
import { VmChoice } from './vm-choice.tsx'

/** What a program may do, with which VMs and for how long; then its token, this once. */
export function TokenDialog({ onClose }: { readonly onClose: () => void }) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const me = useSession().data
  const vmNames = useVmNames()
  const most = me?.state === 'signed-in' ? me.rights.level : 'view'
  const [secret, setSecret] = useState<string>()
  const [name, setName] = useState('')
  const [level, setLevel] = useState<Level>('view')
  const [life, setLife] = useState<TokenLife>('quarter')
  const [isForAll, setForAll] = useState(true)
  const [vms, setVms] = useState<readonly string[]>([])
  if (secret !== undefined) return <TokenShown name={name} secret={secret} onClose={onClose} />
  const send = async () => {
    const expiresAt = tokenEnd(life, Date.now())
    const made = await call('createToken', {
      body: {
        name,
        level,
        ...(isForAll ? {} : { vms: [...vms] }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
    })
    setSecret(made.secret)
    await changed()
  }
  return (
    <AskDialog
      title={say('tokens.make')}
      label={say('tokens.makeDo')}
      whyNot={!isForAll && vms.length === 0 ? say('vmChoice.needed') : undefined}
      fields={['name', 'expiresAt']}
      command={
        me?.state === 'signed-in'
          ? createTokenCommand({
              name,
              user: me.name,
              level,
              life,
              vms: isForAll ? undefined : vmNames(vms),
            })
          : undefined
      }
      send={send}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <TextField
            label={say('tokens.name')}
            hint={say('tokens.nameHint')}
            value={name}
            onChange={(event) => setName(event.target.value)}
            problem={problemOf('name')}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            takesFocus
            required
          />
          <ChoiceField
            label={say('tokens.level')}
            hint={say('tokens.levelHint')}
            value={level}
            options={levels
              .slice(0, levels.indexOf(most) + 1)
              .map((value) => [value, say(levelWords[value])] as const)}
            onChange={setLevel}
          />
          <Check label={say('tokens.forAll')} checked={isForAll} onChange={setForAll} />
          {!isForAll && <VmChoice label={say('tokens.vms')} chosen={vms} onChange={setVms} />}
          <ChoiceField
            label={say('tokens.life')}
            hint={problemOf('expiresAt')}
            value={life}
            options={tokenLives.map((value) => [value, say(tokenLifeWords[value])] as const)}
            onChange={setLife}
          />
        </>
      )}
    </AskDialog>
  )
}
