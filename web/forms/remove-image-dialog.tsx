import type { Image } from '../api/answers.ts'
import { wishFor } from '../api/wish.ts'
import { comesBack } from '../components/image-origin.ts'
import { shellWord } from '../components/shell-word.ts'
import { useWords } from '../messages/use-words.tsx'
import { PlanDialog } from './plan-dialog.tsx'

/** Removes an image, and says how one comes by it again. Refused by the daemon while a VM stands on it, and by which. */
export function RemoveImageDialog({
  image: { id, origin, fileSizeBytes },
  onClose,
}: {
  readonly image: Image
  readonly onClose: () => void
}) {
  const { say, bytes } = useWords()
  return (
    <PlanDialog
      title={say('image.remove.question', { name: id })}
      label={say('image.remove')}
      isDanger
      wishes={[{ name: id, wish: wishFor('removeImage', { params: { image: id } }) }]}
      command={`kiste image remove ${shellWord(id)}`}
      onClose={onClose}
    >
      <p>{say('image.remove.means', { size: bytes(fileSizeBytes) })}</p>
      <p>{say(comesBack[origin.type])}</p>
    </PlanDialog>
  )
}
