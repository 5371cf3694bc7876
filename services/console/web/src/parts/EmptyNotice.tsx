import type { ReactNode } from 'react';

/** Says why there is nothing, and what to do about it. */
export function EmptyNotice({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="notice empty">
      <p className="notice-title">{title}</p>
      {children === undefined ? null : <p>{children}</p>}
    </div>
  );
}
