// Fills in the account of the button that was pressed; the password is typed by who knows it.
const account = document.getElementById('username');
const password = document.getElementById('password');
// Whoever mistypes the password does not have to type the account again.
const TYPED = 'kizuna.account';
if (account && document.querySelector('.problem') && sessionStorage.getItem(TYPED)) {
  account.value = sessionStorage.getItem(TYPED);
  password.focus();
}
account?.form.addEventListener('submit', () => sessionStorage.setItem(TYPED, account.value));
for (const button of document.querySelectorAll('[data-account]')) {
  button.addEventListener('click', () => {
    account.value = button.dataset.account;
    password.focus();
  });
}
