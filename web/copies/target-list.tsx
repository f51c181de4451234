import type { Answer } from '../api/answers.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'

/** Where copies go. */
export function TargetList({
  targets,
  onForget,
}: {
  readonly targets: Answer<'listTargets'>
  /** Absent for those who may not. */
  readonly onForget: ((target: string) => void) | undefined
}) {
  const { say } = useWords()
  return (
    <ItemList label={say('copies.targets')}>
      {targets.map(({ name, pool, dataset }) => (
        <Item
          key={name}
          tone="ok"
          title={name}
          actions={
            onForget && (
              <Button onClick={() => onForget(name)} aria-label={say('target.forgetOf', { name })}>
                {say('target.forget')}
              </Button>
            )
          }
        >
          {say('target.place', { pool, dataset })}
        </Item>
      ))}
    </ItemList>
  )
}
