// Fills in the account of the button that was pressed; the password is typed by who knows it.
const account = document.getElementById('username');
const password = document.getElementById('password');
for (const button of document.querySelectorAll('[data-account]')) {
  button.addEventListener('click', () => {
    account.value = button.dataset.account;
    password.focus();
  });
}
