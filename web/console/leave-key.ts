/**
 * The one key that does not go to the guest, as otherwise nobody could leave it without a mouse. F6 is where browsers go from part to part;
 * with Shift few programs want it.
 */
export function isLeaveKey({ key, shiftKey, ctrlKey, altKey, metaKey }: Modified): boolean {
  return key === 'F6' && shiftKey && !ctrlKey && !altKey && !metaKey
}

type Modified = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>
