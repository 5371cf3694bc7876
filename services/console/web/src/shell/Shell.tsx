import { Burger, Drawer } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApiAccess } from '../api/api-access.js';
import { useTexts } from '../language/language.js';
import { AccessForm } from './AccessForm.js';
import { Preferences } from './Preferences.js';
import { PAGE_NAMES } from './pages.js';

/** The frame of all pages: navigation at the side, on narrow screens in a drawer. */
export function Shell({ children }: { children: ReactNode }) {
  const texts = useTexts();
  const { needsKey } = useApiAccess();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        {texts.skip}
      </a>
      <header className="top">
        <Burger className="burger" opened={isOpen} onClick={() => setOpen(true)} aria-label={texts.menu} size="sm" />
        <span className="brand">{texts.name}</span>
      </header>
      <div className="side">
        <Navigation />
        <Preferences />
      </div>
      <Drawer
        {...{ opened: isOpen, onClose: close, title: texts.name, size: 'xs' }}
        closeButtonProps={{ 'aria-label': texts.close }}
        // Mantine would lock scrolling by a style element, which the policy of the page does not allow.
        lockScroll={false}
      >
        <Navigation onChoose={close} />
        <Preferences />
      </Drawer>
      <main id="page" tabIndex={-1}>
        {needsKey && <AccessForm />}
        {children}
      </main>
    </div>
  );
}

function Navigation({ onChoose }: { onChoose?: () => void }) {
  const texts = useTexts();
  const [path] = useLocation();
  return (
    <nav aria-label={texts.navigation}>
      <ul>
        {PAGE_NAMES.map((name) => (
          <li key={name}>
            <Link href={`/${name}`} onClick={onChoose} aria-current={path === `/${name}` ? 'page' : undefined}>
              {texts.pages[name].title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
