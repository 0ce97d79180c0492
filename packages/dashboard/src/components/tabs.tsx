import { type ReactNode, useEffect, useRef } from 'react';

export interface TabsProps {
  /** Its name for screen readers. */
  readonly label: string;
  /** Which of them is open. */
  readonly open: string;
  /** Links of the class `tab`. */
  readonly children: ReactNode;
}

/** The parts of a page. Where they do not fit beside each other, the open one is in sight. */
export function Tabs({ label, open, children }: TabsProps) {
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is open by then.
  useEffect(() => {
    const tab = nav.current?.querySelector('[aria-current="page"]')?.getBoundingClientRect();
    if (!nav.current || !tab) return;
    const all = nav.current.getBoundingClientRect();
    nav.current.scrollLeft += tab.left + tab.width / 2 - (all.left + all.width / 2);
  }, [open]);
  return (
    <nav className="tabs" aria-label={label} ref={nav}>
      {children}
    </nav>
  );
}
