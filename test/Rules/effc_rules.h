//===- effc_rules.h - Switches of rules, in the copy that rules.py makes --===//
//
// Every place that reports something gets a number. The environment variable EFFC_RULE_OFF switches one off:
// its condition counts as met. EFFC_RULE_TRACE names a file to which the numbers of rules that
// fire are appended.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_RULES_H
#define EFFC_RULES_H

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <type_traits>

namespace effc_rules {

inline bool isOff(int number) {
  static const char *text = std::getenv("EFFC_RULE_OFF");
  static const int off = text ? std::atoi(text) : -1;
  return off == number;
}

/// Notes that a rule found something; false if it is switched off.
inline bool fire(int number) {
  static const char *path = std::getenv("EFFC_RULE_TRACE");
  if (path)
    if (FILE *file = std::fopen(path, "a")) {
      std::fprintf(file, "%d\n", number);
      std::fclose(file);
    }
  return !isOff(number);
}

template <typename T> struct IsOptional : std::false_type {};
template <typename T> struct IsOptional<std::optional<T>> : std::true_type {};

/// Types of answers: bool, optional violations, and classes with `success()`.
template <typename T, typename = void> struct IsAnswer : IsOptional<T> {};
template <> struct IsAnswer<bool> : std::true_type {};
template <typename T> struct IsAnswer<T, std::void_t<decltype(T::success())>> : std::true_type {};

/// llvm::Expected.
template <typename T, typename = void> struct IsExpected : std::false_type {};
template <typename T> struct IsExpected<T, std::void_t<typename T::storage_type>> : std::true_type {};

/// An empty value, or a crash where there is none, which a test of what is reported sees.
template <typename T> T makeValue() {
  if constexpr (std::is_default_constructible_v<T>)
    return T();
  else
    std::abort();
}

/// The answer of a rule that is met: true, success, no violation, no error, an empty value.
template <typename T> T getMet() {
  if constexpr (std::is_same_v<T, bool>)
    return true;
  else if constexpr (IsOptional<T>::value)
    return T();
  else if constexpr (IsExpected<T>::value)
    return makeValue<typename T::value_type>();
  else
    return T::success();
}
template <typename T> bool isMet(T &answer) {
  if constexpr (std::is_same_v<T, bool>)
    return answer;
  else if constexpr (IsOptional<T>::value)
    return !answer.has_value();
  else if constexpr (std::is_constructible_v<bool, T &>) // llvm::Error
    return !static_cast<bool>(answer);
  else
    return succeeded(answer);
}

/// The answer of a rule that is asked in an expression. A rule that is off is not asked, since many
/// report by themselves.
template <typename Rule> auto ask(int number, Rule rule) {
  using Answer = std::decay_t<decltype(rule())>;
  if (isOff(number))
    return getMet<Answer>();
  Answer answer = rule();
  if (!isMet(answer))
    fire(number);
  return answer;
}

/// What a function returns whose last line reports: the same as if its rule were met.
struct Met {
  template <typename T, typename = std::enable_if_t<IsAnswer<T>::value || IsExpected<T>::value>> operator T() const {
    return getMet<T>();
  }
};

} // namespace effc_rules

#endif
