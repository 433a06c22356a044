// Before anything is drawn: the colours that this person chose. Not a module, for those wait until the page is read.
try {
  const theme = localStorage.getItem('kizuna.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch { /* The system's colours it is. */ }
