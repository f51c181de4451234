import { useEffect } from 'react'

/** What the tab of the browser says: the thing first, since tabs are narrow. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === 'Kiste' ? title : `${title} · Kiste`
  }, [title])
}
