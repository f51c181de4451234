declare module '@novnc/novnc' {
  /** As much of noVNC's client as is used; it comes without types. */
  class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: WebSocket, options?: { readonly shared?: boolean })
    scaleViewport: boolean
    background: string
    focus(): void
    disconnect(): void
    sendCtrlAltDel(): void
    sendKey(keysym: number, code: string, down?: boolean): void
    clipboardPasteFrom(text: string): void
    /** Not part of its interface, and the only place that every size goes through before memory is taken for it. */
    protected _resize(width: number, height: number): void
  }
  export default RFB
}
