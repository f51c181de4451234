import { useState } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { listPictures } from './list-pictures.ts'

/** Whether the list of VMs shows their screens. */
export function PicturesCheck() {
  const { say } = useWords()
  const [isOn, setOn] = useState(() => listPictures.read() === 'on')
  return (
    <Check
      label={say('screenshot.inList')}
      checked={isOn}
      onChange={(on) => {
        listPictures.write(on ? 'on' : 'off')
        setOn(on)
      }}
    />
  )
}
