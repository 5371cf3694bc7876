import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../language/language.js';

interface PageFrameProps {
  title: string;
  /** What the page is for, in a sentence. */
  lead?: string;
  children: ReactNode;
}

/** Pages that were opened since the document was loaded: the first one leaves the focus where it is. */
const opened = new Set<string>();

/** Heading and content of a page. When another page is opened, its heading gets the focus, so that a screen reader says it. */
export function PageFrame({ title, lead, children }: PageFrameProps) {
  const { name } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  useEffect(() => {
    if (opened.size > 0 && !opened.has(location.pathname)) heading.current?.focus();
    opened.clear();
    opened.add(location.pathname);
  }, []);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </>
  );
}
