import styles from './vm-notes.module.css'

/** What somebody wrote about a VM, as it was typed: markup and links in it are text like all else. */
export function VmNotes({ notes }: { readonly notes: string }) {
  return (
    <p className={styles.notes} dir="auto">
      {notes}
    </p>
  )
}
